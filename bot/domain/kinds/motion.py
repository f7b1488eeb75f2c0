"""A motion: whatever else a community wants to decide, in its own words."""

from bot.domain.texts import Shape, TextField, title_field

FIELDS = (
    title_field("What is moved, in a few words"),
    TextField("text", "Text", "What the community decides, in words that can stand alone", 3000, required=True,
              long=True),
)  # fmt: skip


MOTION = Shape(
    prefix="MO",
    word="motion",
    plural="motions",
    fields=FIELDS,
    statement="text",
)
