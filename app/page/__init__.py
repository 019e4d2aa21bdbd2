"""Pages: their composition, controls, layout, navigation and dialogs."""
