"""What Windows is told of a process of ours: whose window it is, and that it runs and keeps its files."""

from __future__ import annotations

import sys

APP_ID = "io.github.vendingdesk.VendingDesk"
"""By this the taskbar keeps the program's windows on one button, with the icon of the start menu's entry."""

MUTEX = "io.github.vendingdesk.running"
"""What the installer looks for (``AppMutex``): as long as it is there, nothing is installed, replaced or removed."""

if sys.platform == "win32":
    import ctypes
    from contextlib import suppress

    _LOOK = 0x00100000
    """SYNCHRONIZE: enough to see that it is there, and not enough to do anything with it."""

    _MAY_BE_SEEN = f"D:(A;;GA;;;OW)(A;;{_LOOK:#x};;;WD)"
    """Whoever made it may do all; everybody may look: the installer often runs as somebody else."""

    def told_to_windows() -> None:
        """Say both; where Windows will not hear it the program runs all the same."""
        with suppress(OSError, AttributeError):
            ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(ctypes.c_wchar_p(APP_ID))
        if getattr(sys, "frozen", False):
            for name in (MUTEX, rf"Global\{MUTEX}"):  # the second is seen from the sessions of other users too
                with suppress(OSError, AttributeError):
                    _hold(name)

    def _hold(name: str) -> None:
        """Make a named mutex, or take hold of it, until this process ends, however it ends."""
        kernel, rights = ctypes.windll.kernel32, ctypes.c_void_p()
        told = ctypes.windll.advapi32.ConvertStringSecurityDescriptorToSecurityDescriptorW
        told(ctypes.c_wchar_p(_MAY_BE_SEEN), ctypes.c_uint32(1), ctypes.byref(rights), None)

        class Attributes(ctypes.Structure):
            _fields_ = (("length", ctypes.c_uint32), ("rights", ctypes.c_void_p), ("inherited", ctypes.c_int))

        attributes = Attributes(ctypes.sizeof(Attributes), rights, 0)
        kernel.CreateMutexW.restype = ctypes.c_void_p
        if kernel.CreateMutexW(ctypes.byref(attributes), 0, ctypes.c_wchar_p(name)) is None:
            kernel.OpenMutexW(ctypes.c_uint32(_LOOK), 0, ctypes.c_wchar_p(name))  # another user's
        kernel.LocalFree(rights)
