# METADATA
# custom:
#   columns:
#     document:
#       id: string not null
#       properties.owner: string not null
#       properties.name: string
#       properties.price: number not null
#       properties.level: number
#       properties.flag: boolean not null
#       properties.tags: string[]
#       properties.key: uuid
#     folder:
#       properties.status: string
package columns

row := input.resource.properties

below if row.price < 3

below_level if row.level < 3

owner_is if row.owner == "u1"

owner_is_null if row.owner == null

owner_in if row.owner in {"a", null}

name_in if row.name in {"a", null}

flagged if row.flag

not_flagged if not row.flag

not_below if not row.price < 3

tagged if "a" in row.tags

keyed if row.key == "00000000-0000-4000-8000-000000000001"

keyed_as_text if row.key == "a"

same if row.owner == row.name

level_above if row.level > row.price

either if row.owner == "u1"

either if row.price > 3

absent if not row.status == "x"

absent_known if row.status == null

hidden contains "a" if row.owner == null

hidden contains "b" if row.status == null

hidden contains "c" if not row.level > 3

hides_a if "a" in hidden

hides_b if "b" in hidden

hides_c if "c" in hidden

flagged_shows_a if {
	flagged
	not hides_a
}

flagged_shows_b if {
	flagged
	not hides_b
}

below_level_shows_c if {
	below_level
	not hides_c
}
