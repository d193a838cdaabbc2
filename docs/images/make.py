"""Makes the README's pictures from a replay in three languages; everything on them is what the program sent or drew.

Run as ``make pictures``. Needs headless Chromium, fonts for Arabic and emoji (Debian: ``chromium``, ``fonts-noto-core``
and ``fonts-noto-color-emoji``), and Pillow, which comes with matplotlib.
"""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from PIL import Image, ImageChops

HERE: Final = Path(__file__).parent
LANGUAGES: Final = {"ar": "العربية", "fr": "Français", "en": "English"}
CHARTS: Final = ("ma_dgsn-x-ar.png", "ma_dgsn-x-en.png")
ALERT, DIGEST_DAY = "🏁", "2020-02-17"
"""What stands in the alert shown, and the day on which the digest shown was sent."""

WIDTH_PX, HEIGHT_PX, SCALE = 1180, 1200, 2
"""The page in CSS pixels, higher than its content, and how many pixels of the picture each becomes a side."""

MARGIN_PX: Final = 20
COLOURS: Final = 96

CHROMIUM: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    f"--force-device-scale-factor={SCALE}",
    f"--window-size={WIDTH_PX},{HEIGHT_PX}",
)

PAGE: Final = """<!doctype html><meta charset="utf-8"><style>
{style}
body {{ display: grid; grid-template-columns: repeat(3, 1fr); gap: 18px; padding: {margin}px; width: {width}px; }}
h2 {{ margin: 0 4px 10px; color: var(--faint); font-size: 14px; font-weight: 600; }}
section > article {{ max-width: 100%; width: auto; font-size: 14px; }}
</style>{columns}"""


def main() -> None:
    """Replay in each language, cut out the alert and the digest, and draw them on one page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("pictures need Chromium: install it and try again")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        pages = {language: replayed(folder, language) for language in LANGUAGES}
        style = re.search(r"<style>(.*?)</style>", pages["en"], re.DOTALL)
        if style is None:
            raise SystemExit("the chat's page has no style any more; mend docs/images/make.py")
        columns = "".join(column(language, html) for language, html in pages.items())
        page = folder / "page.html"
        text = PAGE.format(style=style[1], margin=MARGIN_PX, width=WIDTH_PX, columns=columns)
        page.write_text(text, encoding="utf-8")
        save(cut(shot(chromium, page)), HERE / "messages.png")
        for chart in CHARTS:
            save(cut(Image.open(folder / chart).convert("RGB")), HERE / chart)


def replayed(folder: Path, language: str) -> str:
    """The chat's page after a replay, which leaves its charts in ``folder``."""
    command = ["marsad", "demo", "--lang", language, "--out", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    return (folder / f"chat-{language}.html").read_text(encoding="utf-8")


def column(language: str, html: str) -> str:
    """The alert that the target was reached, and the digest of that week."""
    articles = re.findall(r"<article.*?</article>", html, re.DOTALL)
    alert = next(article for article in articles if ALERT in article)
    digest = next(article for article in articles if f'datetime="{DIGEST_DAY}' in article)
    direction = "rtl" if language == "ar" else "ltr"
    return f'<section lang="{language}" dir="{direction}"><h2>{LANGUAGES[language]}</h2>{alert}{digest}</section>'


def shot(chromium: str, page: Path) -> Image.Image:
    """A screenshot of a page."""
    raw, profile = page.with_suffix(".png"), page.with_name("profile")
    command = [chromium, *CHROMIUM, f"--user-data-dir={profile}", f"--screenshot={raw}", page.as_uri()]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our page
    return Image.open(raw).convert("RGB")


def cut(picture: Image.Image) -> Image.Image:
    """The picture without the empty ground below what is on it."""
    ground = Image.new("RGB", picture.size, picture.getpixel((1, picture.height - 1)))
    _, _, _, bottom = ImageChops.difference(picture, ground).getbbox() or (0, 0, 0, picture.height)
    return picture.crop((0, 0, picture.width, min(picture.height, bottom + SCALE * MARGIN_PX)))


def save(picture: Image.Image, target: Path) -> None:
    """Write a picture in few colours: flat areas and letters survive it, and so do the few bright spots."""
    few = picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


if __name__ == "__main__":
    main()
