#!/bin/sh
# Puts this folder's Vending Desk into the menu of whoever runs this; --remove takes it out. No root, and no books touched.
set -eu

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
data=${XDG_DATA_HOME:-$HOME/.local/share}
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
mkdir -p -- "$data/applications" "$icons" "$data/man/man1"
sed -e "s|^Exec=vendingdesk|Exec=\"$quoted\"|" -e "s|^Type=Application\$|&\nTryExec=$plain|" \
    "$here/share/applications/vendingdesk.desktop" >"$entry.new"
mv -f -- "$entry.new" "$entry"
cp -R -- "$here/share/icons/hicolor/." "$icons/"
cp -- "$here/share/man/man1/vendingdesk.1.gz" "$manual"
refresh
say "Vending Desk is in your menu. It starts $here/vendingdesk: run this again after moving the folder."
