#!/bin/sh
# Assembles the root of the relay's container: the program, the libraries that it was linked with, public certificate
# authorities, and an account. No shell, no package manager.
#   root.sh PROGRAM FOLDER
set -eu
program=$1
root=$2
mkdir -p "$root/usr/bin" "$root/etc/ssl/certs" "$root/var/lib/recado-relay" "$root/tmp"
install -m 755 "$program" "$root/usr/bin/recado-relay"
# The loader and every library, at the paths where the program looks for them.
ldd "$program" | grep -o '/[^ ]*' | while read -r library; do
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
done
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
printf 'recado-relay:x:10001:10001::/var/lib/recado-relay:/nonexistent\n' > "$root/etc/passwd"
printf 'recado-relay:x:10001:\n' > "$root/etc/group"
printf 'hosts: files dns\n' > "$root/etc/nsswitch.conf"
chmod 1777 "$root/tmp"
chmod 700 "$root/var/lib/recado-relay"
