#!/usr/bin/env bash
# SPDX-FileCopyrightText: 2026 The Gantry authors
# SPDX-License-Identifier: Apache-2.0
#
# Puts the package's tree together and packs it. Called by Maven (profile "package") after Pages.java; by try.sh with
# other versions.
#   build.sh PAGES VERSION FLAVOUR OUT    PAGES: what Pages.java wrote; FLAVOUR: cpu or gpu; OUT: the folder for the .deb
# SOURCE_DATE_EPOCH is the date of everything in it; the same input gives the same bytes.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC

pages=$(cd "$1" && pwd)
version=$2
flavour=$3
mkdir -p "$4"
out=$(cd "$4" && pwd)
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../../.." && pwd)
: "${SOURCE_DATE_EPOCH:?says which date the files of the package have, in seconds since 1970}"
jdk=$(cat "$pages/jdk")
case $flavour in
    cpu) package=gantry relations=$'Conflicts: gantry-gpu\nReplaces: gantry-gpu' ;;
    gpu) package=gantry-gpu relations=$'Provides: gantry\nConflicts: gantry\nReplaces: gantry' ;;
    *) echo "build.sh: the flavour is cpu or gpu, not $flavour" >&2; exit 2 ;;
esac
command -v dpkg-deb > /dev/null || { echo "build.sh: dpkg-deb is needed (apt install dpkg)" >&2; exit 1; }

tree=$out/$package
rm -rf "$tree"
opt=$tree/opt/gantry doc=$tree/usr/share/doc/$package
mkdir -p "$tree/DEBIAN" "$opt"/{bin,lib,native,models,share/systemd} "$doc" "$tree"/etc/gantry/credentials \
    "$tree"/usr/{bin,lib/systemd/system,lib/sysusers.d,lib/tmpfiles.d} \
    "$tree"/usr/share/{man/man1,bash-completion/completions,lintian/overrides}

# The runtime: what the code names (jdeps), and what it finds by name: character sets, elliptic curves, sockets.
if [ ! -d "$pages/runtime" ]; then
    modules=$("$jdk/bin/jdeps" --multi-release 25 --ignore-missing-deps --print-module-deps \
        -cp "$pages/lib/*" "$pages/gantry.jar" "$pages"/lib/*.jar 2> /dev/null | tail -n 1)
    "$jdk/bin/jlink" --add-modules "$modules,jdk.charsets,jdk.crypto.ec,jdk.net,java.net.http" \
        --strip-debug --no-man-pages --no-header-files --compress zip-6 --vm server --output "$pages/runtime"
    # what starts nothing here, and what would open a window
    rm -f "$pages"/runtime/bin/{keytool,rmiregistry,jrunscript,jwebserver} \
        "$pages"/runtime/lib/{libawt_xawt,libjawt,libsplashscreen}.so
fi
cp -r "$pages/runtime" "$opt/runtime"
cp "$pages/gantry.jar" "$opt/lib/"
cp "$pages"/lib/*.jar "$opt/lib/"
cp "$pages"/native/*.so "$opt/native/"
(cd "$root/models" && find . -mindepth 2 -maxdepth 2 -type d -not -path './recipes/*' | sort | while read -r model; do
    mkdir -p "$opt/models/$(dirname "$model")"
    cp -r "$model" "$opt/models/$model"
done)
{
    printf -- '-cp\n/opt/gantry/lib/gantry.jar'
    (cd "$opt/lib" && find . -name '*.jar' -not -name gantry.jar | sort | sed 's/^\.//; s/^/:\/opt\/gantry\/lib/' | tr -d '\n')
    echo
} > "$opt/share/class-path.options"
(cd "$opt" && cat "$here/jvm.options" share/class-path.options && find lib runtime native -type f -print0 | sort -z | xargs -0 sha256sum) \
    | sha256sum | cut -c 1-16 > "$opt/share/build-id"
cp "$here/jvm.options" "$here/gantry.yaml" "$root/docs/schema/settings.schema.json" "$pages/sbom.cdx.json" "$opt/share/"
cp "$root"/systemd/{gpu,port104,setup-page}.conf "$opt/share/systemd/"
install -m 755 "$here/gantry" "$opt/bin/gantry"
install -m 755 "$here/train.sh" "$opt/share/train.sh"
ln -s /opt/gantry/bin/gantry "$tree/usr/bin/gantry"

cp "$root"/systemd/*.service "$root"/systemd/*.timer "$tree/usr/lib/systemd/system/"
cp "$root/systemd/gantry.sysusers" "$tree/usr/lib/sysusers.d/gantry.conf"
cp "$root/systemd/gantry.tmpfiles" "$tree/usr/lib/tmpfiles.d/gantry.conf"
gzip -9nc "$pages/gantry.1" > "$tree/usr/share/man/man1/gantry.1.gz"
cp "$pages/gantry.bash" "$tree/usr/share/bash-completion/completions/gantry"
sed "s/@PACKAGE@/$package/" "$here/deb/lintian-overrides" > "$tree/usr/share/lintian/overrides/$package"

cp "$here/deb/copyright" "$doc/copyright"
printf '%s (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.gz in this folder.\n\n -- The Gantry authors <gantry@localhost>  %s\n' \
    "$package" "$version" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9nc > "$doc/changelog.gz"
gzip -9nc "$root/CHANGELOG.md" > "$doc/CHANGELOG.md.gz"
gzip -9nc "$pages/THIRD-PARTY" > "$doc/THIRD-PARTY.gz"
for page in "$root"/docs/*.md "$root/README.md"; do gzip -9nc "$page" > "$doc/$(basename "$page").gz"; done

size=$(du -sk --apparent-size "$tree" | cut -f 1)
sed -e "s/@PACKAGE@/$package/; s/@VERSION@/$version/; s/@SIZE@/$size/" -e "/@RELATIONS@/{
r /dev/stdin
d
}" "$here/deb/control" <<< "$relations" | sed '/gantry.invalid/d' > "$tree/DEBIAN/control"
for script in preinst postinst prerm postrm; do
    sed "s/@PACKAGE@/$package/g" "$here/deb/$script" > "$tree/DEBIAN/$script"
    chmod 755 "$tree/DEBIAN/$script"
done
chmod -R u+rwX,go+rX,go-w "$tree"
find "$opt" -type f \( -name '*.so' -o -name '*.jar' \) -exec chmod 644 {} +
chmod 700 "$tree/etc/gantry/credentials"
(cd "$tree" && find . -type f -not -path './DEBIAN/*' -printf '%P\0' | sort -z | xargs -0 md5sum) > "$tree/DEBIAN/md5sums"
find "$tree" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group "-Z${GANTRY_DEB_COMPRESSION:-xz}" -z3 --build "$tree" "$out/${package}_${version}_amd64.deb" > /dev/null
rm -rf "$tree"
echo "$out/${package}_${version}_amd64.deb: $(stat -c %s "$out/${package}_${version}_amd64.deb") bytes"
