"""What only Windows needs: the stamps of its programs, its installer, and the checks of both."""
