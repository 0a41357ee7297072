"""Shows the windows to the camera: waits until nothing is under way, then draws a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desktop.jobs.lanes import Lanes
from desktop.office import Office
from desktop.ui.memory import WindowMemory
from desktop.ui.screenshots.scenes import GATES, MAIN, ON_FIRST_DAY, Scene, Set
from desktop.ui.session import Session
from desktop.ui.style.active import colours
from desktop.ui.style.theme import apply_theme
from desktop.ui.style.tokens import SIZE, SPACE
from desktop.ui.tasks import Tasks
from desktop.ui.windows.main_window import MainWindow

SMALL, LARGE = QSize(*SIZE.office_screen), QSize(*SIZE.large_screen)
_BEST_COMPRESSION = 0
COLOURS_MAX = 256
FREQUENT_MAX = 150
HUE_MASK = 0xF0F0F0
Shade = Literal["light", "dark"]


@dataclass(frozen=True)
class Take:
    """One size and theme in which scenes are drawn."""

    size: QSize
    theme: Shade
    suffix: str


_TAKES = (
    Take(SMALL, "light", ""),
    Take(LARGE, "light", "-1920"),
    Take(SMALL, "dark", "-dark"),
    Take(LARGE, "dark", "-dark-1920"),
)


class Stage:
    """Where pictures go, and in which takes each scene is drawn."""

    def __init__(self, app: QApplication, out: Path, *, everything: bool) -> None:
        self.app, self.out = app, out
        self._everything = everything

    def takes_of(self, scene: Scene) -> list[Take]:
        """Small and light always; others where the scene asks for them, or all are asked for."""
        return [take for take in _TAKES if self._everything or take.suffix in ("", *scene.also)]

    def settle(self, tasks: Tasks) -> None:
        """Let everything that was asked for arrive and be painted."""
        for _round in range(3):
            while tasks.under_way:
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
            QApplication.processEvents()

    def shoot(self, window: QWidget, over: list[QWidget], name: str) -> None:
        """Write the window, with what lies over it, to ``name.png``."""
        picture = window.grab()
        painter = QPainter(picture)
        for each in over:
            _lay_over(painter, window, each)
        painter.end()
        image = few_colours(picture.toImage())
        image.save(str(self.out / f"{name}.png"), quality=_BEST_COMPRESSION)


def few_colours(image: QImage) -> QImage:
    """The picture in 256 of its colours: a third of the size, and looks the same.

    Most of them are the most frequent; the others stand for what is rare but of another hue, as
    the small red mark of an urgent document.
    """
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    counted = Counter(memoryview(plain.constBits()).cast("I"))
    table = [colour for colour, _count in counted.most_common(FREQUENT_MAX)]
    hues = {colour & HUE_MASK: colour for colour, _count in reversed(counted.most_common())}
    rare = [hues[hue] for hue in dict.fromkeys(colour & HUE_MASK for colour in counted)]
    rare.sort(key=lambda colour: -counted[colour])
    table += [colour for colour in rare if colour not in table][: COLOURS_MAX - len(table)]
    return plain.convertToFormat(
        QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither
    )


def draw(stage: Stage, office: Office, first_day: Office | None) -> None:
    """All scenes of one office, and those of an empty one where there is one."""
    _draw_scenes(stage, office, (*GATES, *MAIN))
    if first_day is not None:
        _draw_scenes(stage, first_day, ON_FIRST_DAY)


def _draw_scenes(stage: Stage, office: Office, scenes: tuple[Scene, ...]) -> None:
    tasks = Tasks(Lanes(), stage.app)
    session = Session(office, tasks, WindowMemory(office.store.folder))
    try:
        session.start(syncing=False)
        stage.settle(tasks)
        for part in ([one for one in scenes if not one.last], [one for one in scenes if one.last]):
            for take in dict.fromkeys(take for scene in part for take in stage.takes_of(scene)):
                wanted = [scene for scene in part if take in stage.takes_of(scene)]
                _draw_take(stage, session, take, wanted)
    finally:
        session.close()


def _draw_take(stage: Stage, session: Session, take: Take, scenes: list[Scene]) -> None:
    for scene in scenes:
        theme = apply_theme(stage.app, take.theme)
        window = MainWindow(session, theme)
        window.resize(take.size)
        window.show()
        settle: Callable[[], None] = lambda: stage.settle(session.tasks)  # noqa: E731
        settle()
        shown = scene.play(Set(window, session, settle))
        if shown is not None:
            target = shown.window
            target.resize(take.size)
            target.show()
            settle()
            stage.shoot(target, shown.over, f"{scene.name}{take.suffix}")
            if target is not window:
                _take_away(target)
        _take_away(window)
        settle()


def _take_away(window: QWidget) -> None:
    """Not closed: a window with a half-filled form would ask first."""
    window.hide()
    window.deleteLater()
    QApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)  # no loop of Qt's runs here


def _lay_over(painter: QPainter, window: QWidget, each: QWidget) -> None:
    """A popup where it stands; a dialog in the middle, under a title as the system gives it."""
    picture = each.grab()
    if each.windowFlags() & Qt.WindowType.Popup == Qt.WindowType.Popup:
        painter.drawPixmap(each.mapToGlobal(QPoint()) - window.mapToGlobal(QPoint()), picture)
        return
    palette = colours()
    framed = QRect(QPoint(), picture.deviceIndependentSize().toSize())
    framed.setHeight(framed.height() + SIZE.header)
    framed.moveCenter(window.rect().center())
    painter.setPen(QColor(palette.border_control))
    painter.setBrush(QColor(palette.surface_sunken))
    painter.drawRect(framed.adjusted(-SIZE.line, -SIZE.line, 0, 0))
    title = QRect(framed.topLeft(), QSize(framed.width(), SIZE.header))
    painter.setPen(QColor(palette.text))
    painter.drawText(
        title.adjusted(SPACE.md, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), each.windowTitle()
    )
    _draw_picture(painter, title.bottomLeft() + QPoint(0, SIZE.line), picture)


def _draw_picture(painter: QPainter, place: QPoint, picture: QPixmap) -> None:
    painter.drawPixmap(place, picture)
