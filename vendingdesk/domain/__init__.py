"""Money, energy, sale and its allowed moves, receipt document: frozen and pure."""
