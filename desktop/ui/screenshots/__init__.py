"""Pictures of every screen, for the documentation and for whoever runs the demo without a display.

``python -m desktop.ui.screenshots --out FOLDER`` makes its own office; ``--store DIR`` draws an
existing one and writes nothing into it. Not a test: what can be checked is checked elsewhere.
"""
