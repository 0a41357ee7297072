"""Applies the light or dark theme, or the system's, to the whole application.

One object per application does it: style, palette, style sheet, font and the icons' colours change
together, so that no window is ever half of one theme.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QLocale, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.style.active import put_in_force
from desktop.ui.style.fonts import app_font, load_fonts
from desktop.ui.style.icons import refresh_icons
from desktop.ui.style.style_sheet import qt_palette, style_sheet
from desktop.ui.style.tokens import BODY_POINTS, DARK, LIGHT, type_scale

ThemeChoice = Literal["light", "dark", "system"]

_OBJECT_NAME = "vanthuTheme"
_SCHEMES: dict[ThemeChoice, Qt.ColorScheme] = {
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
    "system": Qt.ColorScheme.Unknown,
}


class Theme(QObject):
    """The look of one application: what was chosen, and what is shown."""

    changed = Signal(str)
    """``light`` or ``dark`` has just been applied."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName(_OBJECT_NAME)
        self._app = app
        self._choice: ThemeChoice = "system"
        self._points = BODY_POINTS
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    @property
    def choice(self) -> ThemeChoice:
        """What the person chose."""
        return self._choice

    @property
    def shown(self) -> Literal["light", "dark"]:
        """What that comes to on this system now."""
        if self._choice != "system":
            return self._choice
        return "dark" if system_is_dark(self._app) else "light"

    def apply(self, choice: ThemeChoice, *, body_points: float = BODY_POINTS) -> None:
        """Show ``choice`` from now on, with running text of ``body_points``."""
        self._choice, self._points = choice, body_points
        hints = self._app.styleHints()
        if choice == "system":
            hints.unsetColorScheme()
        else:  # tells the system's own frames and dialogs as well
            hints.setColorScheme(_SCHEMES[choice])
        self._show()

    @Slot(Qt.ColorScheme)
    def _follow_system(self, _scheme: Qt.ColorScheme) -> None:
        if self._choice == "system":
            self._show()

    def _show(self) -> None:
        palette = DARK if self.shown == "dark" else LIGHT
        sizes = type_scale(self._points)
        put_in_force(palette, sizes)
        self._app.setStyle("Fusion")
        self._app.setFont(app_font(self._points))
        self._app.setPalette(qt_palette(palette))
        self._app.setStyleSheet(style_sheet(palette, sizes, theme_name=self.shown))
        refresh_icons()
        self.changed.emit(self.shown)


def system_is_dark(app: QApplication) -> bool:
    """Whether the person set the whole system to dark; where it cannot tell, it is light."""
    return app.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply_theme(
    app: QApplication, choice: ThemeChoice = "system", *, body_points: float = BODY_POINTS
) -> Theme:
    """Give ``app`` the packaged font and the theme ``choice``; again at any time to change it.

    Raises :class:`common.errors.EnvironmentFault` ``font_missing`` for a damaged installation.
    """
    load_fonts()
    QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
    theme = app.findChild(Theme, _OBJECT_NAME) or Theme(app)
    theme.apply(choice, body_points=body_points)
    return theme


def set_style_property(widget: QWidget, name: str, value: str) -> None:
    """Set a property that the style sheet selects by (``role``, ``tone``, ``invalid`` …)."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    for each in (widget, *widget.findChildren(QWidget)):  # rules may reach down to the children
        each.style().unpolish(each)
        each.style().polish(each)
    widget.update()
