"""One-line mistakes that the simulation must catch, and the command that shows it does."""
