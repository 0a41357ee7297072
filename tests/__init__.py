"""The checks of Văn Thư; a module's tests are found by its path. Never installed."""
