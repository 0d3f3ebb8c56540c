"""The law as data: retention rules, field taxonomy, legal holds, media methods, loaded into frozen dataclasses."""
