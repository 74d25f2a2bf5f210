"""One package a pane: what it shows, its actions and its writes."""
