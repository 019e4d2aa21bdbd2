"""Words and numbers: catalogues, number formats, quantities, colours, source code."""
