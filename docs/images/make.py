"""Makes the README's picture from a replay in three languages: the same alert, the same digest, side by side.

Run as ``make pictures``. Needs headless Chromium and Pillow (which comes with matplotlib) and fonts for Arabic and
emoji; everything shown is what the program sent.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

HERE = Path(__file__).parent
LANGUAGES = ("ar", "fr", "en")
ALERT, DIGEST = "🏁", "2020-02-17"
WIDTH_PX, HEIGHT_PX = 1680, 1000
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]

PAGE = """<!doctype html><meta charset="utf-8"><style>
{style}
body {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 20px; padding: 20px; width: {width}px; }}
section > article {{ max-width: 100%; width: auto; }}
time {{ display: none; }}
</style>{columns}"""


def main() -> None:
    """Replay in each language, cut out the alert and the digest, and draw them on one page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("pictures need Chromium: install it and try again")
    with tempfile.TemporaryDirectory() as folder:
        pages = {language: replayed(Path(folder), language) for language in LANGUAGES}
        columns = "".join(column(language, html) for language, html in pages.items())
        style = re.search(r"<style>(.*?)</style>", pages["en"], re.DOTALL)
        page = Path(folder) / "page.html"
        page.write_text(PAGE.format(style=style[1] if style else "", width=WIDTH_PX, columns=columns), encoding="utf-8")
        shoot(chromium, page, HERE / "messages.png")
        for picture in (f"ma_dgsn-x-{language}.png" for language in ("ar", "en")):
            smaller(Path(folder) / picture.rpartition("-")[2].removesuffix(".png") / picture, HERE / picture)


def replayed(folder: Path, language: str) -> str:
    """The chat page of a replay."""
    out = folder / language
    command = ["marsad", "demo", "--lang", language, "--out", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    return (out / f"chat-{language}.html").read_text(encoding="utf-8")


def column(language: str, html: str) -> str:
    """The alert that the target was reached, and the digest of that week."""
    articles = re.findall(r"<article.*?</article>", html, re.DOTALL)
    alert = next(article for article in articles if ALERT in article)
    digest = next(article for article in articles if f'datetime="{DIGEST}' in article)
    direction = "rtl" if language == "ar" else "ltr"
    return f'<section lang="{language}" dir="{direction}">{alert}{digest}</section>'


def shoot(chromium: str, page: Path, target: Path) -> None:
    """A screenshot of a page, cut to what is on it."""
    raw = page.with_suffix(".png")
    profile = page.with_name("profile")
    options = [*CHROMIUM, f"--user-data-dir={profile}", f"--window-size={WIDTH_PX},{HEIGHT_PX}", f"--screenshot={raw}"]
    subprocess.run(  # noqa: S603 - a browser on our own page
        [chromium, *options, page.as_uri()], check=True, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    smaller(raw, target)


def smaller(source: Path, target: Path) -> None:
    """The same picture in 128 colours, its empty bottom cut off."""
    picture = Image.open(source).convert("RGB")
    ground = Image.new("RGB", picture.size, picture.getpixel((2, picture.height - 2)))
    box = Image.composite(picture, ground, Image.new("L", picture.size, 255))
    bottom = max(
        (row for row in range(picture.height) if box.crop((0, row, picture.width, row + 1)).getcolors(1) is None),
        default=picture.height - 1,
    )
    cut = picture.crop((0, 0, picture.width, min(picture.height, bottom + 20)))
    cut.quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)


if __name__ == "__main__":
    main()
