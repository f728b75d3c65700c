#!/bin/sh
# Run by dpkg before files of the program are replaced or removed. An open program reads parts of itself later on, when
# they are first needed: with its files gone or of another version, a sold token might not get its slip.
set -e

case "$DPKG_MAINTSCRIPT_NAME $1" in
'preinst install' | 'preinst upgrade' | 'prerm remove') ;;
*) exit 0 ;; # what went wrong elsewhere is being put right, or the newer package asks by itself
esac
program="${DPKG_ROOT:-}/opt/vendingdesk/vendingdesk"
path=$(readlink -f "$program") || path=$program
open=
for process in /proc/[0-9]*; do
    # The same file, not the same path: a program of another root is none of ours.
    # shellcheck disable=SC3013 # Debian's sh has -ef, and so has POSIX since 2024
    if [ "$process/exe" -ef "$program" ]; then
        open="$open ${process#/proc/}"
    # Its file was exchanged under it: of that there is only the path left, which is ours if its root is ours.
    elif [ "$(readlink "$process/exe" 2>/dev/null)" = "$path (deleted)" ] && [ "$process/root" -ef / ]; then
        open="$open ${process#/proc/}"
    fi
done
[ -n "$open" ] || exit 0
{
    echo "Vending Desk is open (process$open). Nothing was changed."
    echo "Close it first, so that no sale is disturbed, then do this again."
    echo "A kiosk: systemctl stop vendingdesk-kiosk, and start it again afterwards."
} >&2
exit 1
