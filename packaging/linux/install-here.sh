#!/bin/sh
# Puts this folder's Vending Desk into the menu of whoever runs this; --remove takes it out. No root, and no books touched.
set -eu

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

# A link to this script stands elsewhere than the program.
me=$(readlink -f -- "$0") || stop "This script can't be found: run it as ./install-here.sh inside of the unpacked folder."
here=$(CDPATH='' cd -- "$(dirname -- "$me")" && pwd -P)
data=${XDG_DATA_HOME-}
case $data in
/*) ;;
*) # none, or a relative one, which the specification of these folders says to ignore
    case ${HOME-} in
    /*) data=$HOME/.local/share ;;
    *) stop "It is not known where your menu is, for HOME names no folder: set it, then run this again." ;;
    esac
    ;;
esac
entry=$data/applications/vendingdesk.desktop
icons=$data/icons/hicolor
manual=$data/man/man1/vendingdesk.1.gz

refresh() { # menus that keep a list of their own
    if command -v update-desktop-database >/dev/null 2>&1; then
        update-desktop-database -q "$data/applications" || true
    fi
}

case "${1-}" in
'') ;;
--remove)
    rm -f -- "$entry" "$icons"/*/apps/vendingdesk.png "$icons/scalable/apps/vendingdesk.svg" "$manual"
    refresh
    say "Vending Desk is out of your menu. Its books and this folder are as they were."
    exit 0
    ;;
*) stop "install-here.sh takes no word, or --remove." ;;
esac

[ -x "$here/vendingdesk" ] || stop "There is no program beside this script: run it inside of the unpacked folder."
case $here in
*'
'* | *%*) stop "No menu can start a program from a folder with % or a line break in its name: rename it first." ;;
esac

# Twice: " ` $ \ are special inside of the quotes of Exec, and \ is special in every value of a desktop entry;
# then once more for sed, which takes \ and & and its own delimiter for itself.
quoted=$(printf '%s' "$here/vendingdesk" | sed -e 's/["`$\\]/\\&/g' -e 's/\\/\\\\/g' -e 's/[\\&|]/\\&/g')
plain=$(printf '%s' "$here/vendingdesk" | sed -e 's/\\/\\\\/g' -e 's/[\\&|]/\\&/g')
for folder in "$data/applications" "$icons" "$data/man/man1"; do
    if ! mkdir -p -- "$folder" 2>/dev/null || [ ! -w "$folder" ]; then
        stop "Your menu's folder $folder can't be written: make it yours, then run this again."
    fi
done
sed -e "s|^Exec=vendingdesk|Exec=\"$quoted\"|" -e "s|^Type=Application\$|&\nTryExec=$plain|" \
    "$here/share/applications/vendingdesk.desktop" >"$entry.new"
mv -f -- "$entry.new" "$entry"
cp -R -- "$here/share/icons/hicolor/." "$icons/"
cp -- "$here/share/man/man1/vendingdesk.1.gz" "$manual"
refresh
say "Vending Desk is in your menu. It starts $here/vendingdesk: run this again after moving the folder."
