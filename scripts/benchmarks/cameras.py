"""What happens to a label between the table and the file: angle, blur, glare, dim light, compression."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy
from PIL import Image, ImageFilter

Picture = Image.Image
_TABLE = (128, 112, 96)


def photographed(picture: Picture, camera: str, seed: int) -> bytes:
    """The label as a JPEG taken by one of the CAMERAS, the same for the same seed."""
    taken, quality = CAMERAS[camera]
    chance = numpy.random.default_rng(seed)
    out = io.BytesIO()
    taken(picture, chance).save(out, "JPEG", quality=quality)
    return out.getvalue()


def _clean(picture: Picture, _: numpy.random.Generator) -> Picture:
    return picture


def _tilted(picture: Picture, chance: numpy.random.Generator) -> Picture:
    angle = float(chance.uniform(5, 9) * chance.choice((-1, 1)))
    return picture.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor=_TABLE)


def _perspective(picture: Picture, chance: numpy.random.Generator) -> Picture:
    """Taken from one side: the far edge is up to a quarter shorter."""
    width, height = picture.size
    near, far = 0.0, float(chance.uniform(0.12, 0.25))
    left, right = (near, far) if chance.random() < 0.5 else (far, near)
    pad = int(height * 0.15)
    corners = [(0, left), (1, right), (1, 1 - right), (0, 1 - left)]
    target = [(pad + x * width * 0.9, pad + y * height) for x, y in corners]
    source = [(0, 0), (width, 0), (width, height), (0, height)]
    size = (int(width * 0.9) + 2 * pad, height + 2 * pad)
    way = _homography(target, source)
    return picture.transform(size, Image.Transform.PERSPECTIVE, way, Image.Resampling.BICUBIC, fillcolor=_TABLE)


def _blurred(picture: Picture, chance: numpy.random.Generator) -> Picture:
    return picture.filter(ImageFilter.GaussianBlur(float(chance.uniform(1.5, 2.5))))


def _shaken(picture: Picture, chance: numpy.random.Generator) -> Picture:
    """The hand moved sideways while the shutter was open."""
    reach = int(chance.integers(5, 10))
    pixels = numpy.asarray(picture, dtype=numpy.float32)
    moved = sum(numpy.roll(pixels, shift, axis=1) for shift in range(reach)) / reach
    return Image.fromarray(moved.astype(numpy.uint8))


def _glare(picture: Picture, chance: numpy.random.Generator) -> Picture:
    """A lamp's reflection on tape: white in the middle, thinning outwards."""
    width, height = picture.size
    x, y = numpy.meshgrid(numpy.arange(width), numpy.arange(height))
    at = chance.uniform(0.2, 0.8) * width, chance.uniform(0.2, 0.8) * height
    distance = numpy.hypot((x - at[0]) / (0.25 * width), (y - at[1]) / (0.35 * height))
    light = numpy.clip(1.15 - distance, 0, 0.97)[..., None]
    pixels = numpy.asarray(picture, dtype=numpy.float32)
    return Image.fromarray((pixels * (1 - light) + 255 * light).astype(numpy.uint8))


def _dim(picture: Picture, chance: numpy.random.Generator) -> Picture:
    """A dark room: little contrast, and a sensor's noise."""
    pixels = numpy.asarray(picture, dtype=numpy.float32) * 0.3 + 30
    noisy = pixels + chance.normal(0, 10, pixels.shape)
    return Image.fromarray(numpy.clip(noisy, 0, 255).astype(numpy.uint8))


def _far(picture: Picture, _: numpy.random.Generator) -> Picture:
    """From too far away: characters of about twelve pixels."""
    return picture.resize((picture.width // 3, picture.height // 3), Image.Resampling.LANCZOS)


def _sideways(picture: Picture, chance: numpy.random.Generator) -> Picture:
    turn = Image.Transpose.ROTATE_90 if chance.random() < 0.5 else Image.Transpose.ROTATE_270
    return picture.transpose(turn)


def _upside_down(picture: Picture, _: numpy.random.Generator) -> Picture:
    return picture.transpose(Image.Transpose.ROTATE_180)


def _bad(picture: Picture, chance: numpy.random.Generator) -> Picture:
    """Everything at once: far, from the side, shaken, dim."""
    return _dim(_shaken(_perspective(picture, chance), chance), chance).resize(
        (picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS
    )


def _homography(target: list[tuple[float, float]], source: list[tuple[float, float]]) -> tuple[float, ...]:
    """The eight numbers by which Pillow finds, for a point of the new picture, the old one's."""
    rows, right = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [u, v]
    return tuple(float(each) for each in numpy.linalg.solve(numpy.array(rows), numpy.array(right)))


# How the picture is taken, and the JPEG quality it is kept at.
CAMERAS: dict[str, tuple[Callable[[Picture, numpy.random.Generator], Picture], int]] = {
    "clean": (_clean, 92),
    "tilted": (_tilted, 85),
    "perspective": (_perspective, 85),
    "far": (_far, 85),
    "blurred": (_blurred, 80),
    "shaken": (_shaken, 80),
    "glare": (_glare, 80),
    "dim": (_dim, 75),
    "low quality JPEG": (_clean, 12),
    "sideways": (_sideways, 85),
    "upside down": (_upside_down, 85),
    "bad": (_bad, 60),
}
