"""What the tests of the ways to paper share."""

from printing.real_cups import _one_cups, cups  # noqa: F401 - fixtures
