"""A vending server of our own: a real HTTP(S) server that behaves as the documented one does, and fails on request.

Marks in this package: D documented by the vendor, S read in the framework's source, O observed, I inferred.
"""
