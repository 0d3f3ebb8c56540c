"""Pictures as shops have them, drawn with the program's letters: cards, prescriptions, slips. People are invented."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from desktop.resources import resource

A5 = (1240, 874)
"""Pixels: A5 across at 150 dpi."""


def sheet(
    lines: Sequence[str], size: tuple[int, int] = A5, letters: int = 30, font: str = "NotoSansSC-Regular.ttf"
) -> Image.Image:
    """A printed sheet."""
    paper = Image.new("RGB", size, (247, 245, 240))
    pen, kind = ImageDraw.Draw(paper), ImageFont.truetype(str(resource("fonts", font)), letters)
    for number, line in enumerate(lines):
        pen.text((70, 60 + number * letters * 2), line, font=kind, fill=(35, 35, 45))
    return paper


def photo(paper: Image.Image, seed: int, noise: float = 12.0) -> Image.Image:
    """The same as a telephone takes it: a little askew, not quite sharp, lit from one side, with noise."""
    rnd = random.Random(seed)
    turned = paper.rotate(rnd.uniform(-2, 2), Image.Resampling.BICUBIC, fillcolor=(190, 185, 178))
    blurred = turned.filter(ImageFilter.GaussianBlur(rnd.uniform(0.3, 0.8)))
    grain = np.random.default_rng(seed)
    light = np.linspace(rnd.uniform(0.75, 0.9), 1.0, paper.width)[None, :, None]
    pixels = np.asarray(blurred) * light + grain.normal(0, noise, (paper.height, paper.width, 1))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def saved(picture: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    """The picture as the bytes of a file."""
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def scanned(pages: Sequence[Image.Image], words: str = "") -> bytes:
    """A PDF file as a scanner writes it, with a few words of its own on each page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 420))
    for page in pages:
        canvas.drawImage(ImageReader(page), 0, 0, 595, 420)
        if words:
            canvas.drawString(20, 8, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def member_card(name: str, mobile: str, number: str) -> list[str]:
    """What stands on a member's card."""
    return ["康宁大药房会员卡", f"会员卡号：{number}", f"姓名：{name}", f"手机：{mobile}", "积分：1280"]


def prescription(name: str, mobile: str, id_number: str, address: str) -> list[str]:
    """What stands on a printed prescription."""
    return [
        "江宁市中医院处方笺", f"姓名：{name}    性别：女    年龄：56", f"身份证号：{id_number}", f"联系电话：{mobile}",
        f"住址：{address}", "临床诊断：高血压", "硝苯地平控释片 30mg×7片 2盒 口服 每日一次", "医师：赵医师",
    ]  # fmt: skip
