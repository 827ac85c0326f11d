#!/usr/bin/env bash
# Draw the picture of the README anew from the demo's workbook: docs/images/render.sh WORKBOOK.xlsx
# Needs LibreOffice, pdftoppm and ImageMagick. Amounts are shown as a Finnish Excel shows them.
set -euo pipefail
workbook=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/profile/user"
cat >"$work/profile/user/registrymodifications.xcu" <<'XCU'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fi-FI</value></prop></item>
</oor:items>
XCU
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work" "$workbook" >/dev/null
pdftoppm -r 90 -f 1 -l 2 -png "$work/$(basename "${workbook%.xlsx}").pdf" "$work/page"
for page in "$work"/page-*.png; do
  convert "$page" -gravity south -chop 0x90 -trim +repage -bordercolor white -border 24 "$page"
done
convert "$work"/page-*.png -background white -gravity north +append +dither -colors 24 -strip "PNG8:$here/workbook.png"
ls -l "$here/workbook.png"
