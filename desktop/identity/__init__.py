"""Who this PC is and who sits at it: enrolment, the device's key, login without a network.

Not here: how keys are wrapped (`desktop.store.vault`) and what a role allows
(`common.rules.permissions`). Called by `desktop.office`.
"""
