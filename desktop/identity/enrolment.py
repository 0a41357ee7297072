"""Making a PC a device of its office: code, server's identity, keys, first pull (design §10)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from common.crypto.passwords import DEFAULT, KdfParams, check_password
from common.crypto.signing import SigningKey, verify
from common.errors import EnvironmentFault, NotAllowed, TransportFault
from common.ids import Random
from common.protocol.api import EnrolmentApi
from common.protocol.enrolment_code import parse_code
from common.protocol.messages import (
    IDENTITY_DOMAIN,
    EnrolAnswer,
    EnrolRequest,
    ServerIdentity,
)
from desktop.store import meta
from desktop.store.key_file import KEY_FILE_NAME
from desktop.store.meta import DeviceIdentity
from desktop.store.second_file import identity_entry
from desktop.store.store import DATABASE_NAME, create_store
from desktop.store.vault import create_vault

NONCE_SIZE_BYTES = 32


@dataclass(frozen=True)
class EnrolmentWish:
    """What the person typed."""

    server_url: str
    code: str
    login: str
    password: str
    full_name: str = ""
    device_name: str = ""
    allow_http: bool = False


@dataclass(frozen=True)
class Enrolled:
    """The new device, and the recovery key to print and lock away: shown once."""

    who: DeviceIdentity
    recovery_key: str


def enrol(
    folder: Path,
    wish: EnrolmentWish,
    api: EnrolmentApi,
    *,
    random: Random,
    pin_ca: Callable[[str], EnrolmentApi],
    params: KdfParams = DEFAULT,
) -> Enrolled:
    """Enrol this PC and make its store in ``folder``.

    The server proves that it holds the key whose hash is in the code *before* the code's secret is
    told. ``pin_ca`` gives the same API speaking TLS pinned to the server's own CA.

    Raises:
        EnvironmentFault: ``store_exists`` where the folder holds a store already.
        RuleViolation: ``enrolment_code_invalid``, ``password_too_short``, ``password_common``.
        TransportFault: ``server_identity_wrong`` where the server is not the code's.
        NotAllowed: ``enrolment_code_refused``.
    """
    _refuse_existing(folder)
    code = parse_code(wish.code)
    check_password(wish.password)
    identity = proven_identity(api, random)
    if not code.matches_key(identity.public_key):
        raise TransportFault("server_identity_wrong")
    key = SigningKey.generate(random)
    pinned = pin_ca(identity.ca_pem) if identity.ca_pem else api
    answer = pinned.enrol(
        EnrolRequest(
            code_secret=code.secret,
            device_name=wish.device_name,
            signing_public=key.public,
            login=wish.login,
            full_name=wish.full_name,
        )
    )
    who = _device_identity(wish, identity, answer, key)
    return Enrolled(who, _make_store(folder, wish, who, answer.roles, random, params))


def proven_identity(api: EnrolmentApi, random: Random) -> ServerIdentity:
    """The server's identity, proved over a fresh nonce. Raises TransportFault."""
    nonce = random.bytes(NONCE_SIZE_BYTES)
    identity = api.identity(nonce)
    message = nonce + identity.ca_pem.encode()
    if not verify(identity.public_key, IDENTITY_DOMAIN, message, identity.signature):
        raise TransportFault("server_identity_wrong")
    return identity


def _refuse_existing(folder: Path) -> None:
    for name in (DATABASE_NAME, KEY_FILE_NAME):
        if (folder / name).exists():
            raise EnvironmentFault("store_exists", file=name)


def _device_identity(
    wish: EnrolmentWish, identity: ServerIdentity, answer: EnrolAnswer, key: SigningKey
) -> DeviceIdentity:
    return DeviceIdentity(
        device=answer.device,
        device_name=wish.device_name,
        office_code=answer.office_code,
        office_name=answer.office_name,
        scopes=tuple(answer.scopes),
        server_url=wish.server_url,
        server_public=identity.public_key,
        ca_pem=identity.ca_pem,
        allow_http=wish.allow_http,
        signing_seed=key.seed,
        login=wish.login,
        user_id=answer.user_id,
        roles=tuple(answer.roles),
    )


def _make_store(
    folder: Path,
    wish: EnrolmentWish,
    who: DeviceIdentity,
    roles: list[str],
    random: Random,
    params: KdfParams,
) -> str:
    """Vault, database, identity in both of its homes; returns the recovery key."""
    vault, recovery_key = create_vault(
        folder, login=wish.login, password=wish.password, random=random, params=params
    )
    store = create_store(folder, vault.keys, random=random)
    try:
        with store.write() as connection:
            meta.save_identity(connection, who)
            store.journal_append([identity_entry(who)])
    finally:
        store.close()
    return recovery_key


def require_enrolled(who: DeviceIdentity | None) -> DeviceIdentity:
    """Raise NotAllowed ``not_enrolled`` for a store without an identity."""
    if who is None:
        raise NotAllowed("not_enrolled")
    return who
