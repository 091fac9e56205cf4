package filters

eq if input.fruits.colour == input.colour

eq_number if input.fruits.price == 10

eq_true if input.fruits.ripe == true

value_first if 10 <= input.fruits.price

less if input.fruits.price < input.max

less_or_equal if input.fruits.price <= input.max

greater if input.fruits.price > input.max

not_equal if input.fruits.colour != "red"

is_null if input.fruits.colour == null

is_not_null if input.fruits.colour != null

both if {
	input.fruits.colour == "red"
	input.fruits.price > 5
}

either if input.fruits.colour == "red"

either if input.fruits.price > 15

listed if input.fruits.colour in input.colours

listed_once if input.fruits.colour in {"red"}

known_data if input.fruits.colour in data.stock.colours

negated if not input.fruits.colour == "red"

negated_order if not input.fruits.price < 10

negated_list if not input.fruits.colour in ["red", "green"]

two_fields if input.fruits.colour == input.fruits.label

quotes if input.fruits.colour == "it's \"\\ \n%_"

nested if {
	some role in data.stock.roles[input.user]
	role.colour == input.fruits.colour
	input.fruits.price < role.max
}

starts if startswith(input.fruits.colour, "re")

ends if endswith(input.fruits.colour, "d_")

holds if contains(input.fruits.colour, "%")

always if input.user == "caesar"

always_maybe if input.fruits.price > 100

always_maybe if input.user == "caesar"

never if input.user == "nobody"

never_maybe if {
	input.fruits.price > 1
	input.user == "nobody"
}

typo if input.fruits.colour == "red"

typo if input.fruit.price < 3

two_tables if {
	input.fruits.colour == "red"
	input.baskets.size > 3
}

short if input.colour_of_row == "red"

default defaulted := false

defaulted if input.fruits.price > 5

otherwise := true if {
	input.fruits.price > 5
} else := false

helped if not cheap

cheap if {
	input.fruits.price < 10
	input.fruits.colour == "red"
}

everyone if every colour in ["red", "green"] {
	input.fruits.colour != colour
}

lowered if lower(input.fruits.colour) == "red"

computed if input.fruits.price + 1 == 3

deep if input.fruits.colour.name == "red"

no_filter if count(input.fruits.colour) > 3

# METADATA
# scope: document
# compile:
#   unknowns: [input.fruits]
#   mask_rule: masks
annotated if input.fruits.price > 5

# METADATA
# scope: document
# compile:
#   unknowns: [fruits.all]
badly_annotated if input.fruits.price > 5

masks.fruits.price := {"replace": {"value": "***"}} if input.user == "caesar"

masks.fruits.label := {} if input.user == "caesar"
