package sets

row := input.resource.properties

hidden contains "cost" if row.owner != input.subject.id

hidden contains "cost" if row.status == "x"

hidden contains "name" if not row.team in data.users[input.subject.id].teams

hidden contains 7 if row.flag

hidden contains "always"

hidden contains "never" if {
	row.status == "a"
	row.status == "b"
}

hides_cost if "cost" in hidden

hides_name if "name" in hidden

hides_always if "always" in hidden

hides_never if "never" in hidden

hides_nothing if "7" in hidden

fields contains field if {
	some field, permission in {"cost": "see", "name": "read"}
	permission != input.action.name
	row.owner == input.subject.id
}

has_cost if "cost" in fields

leads contains data.teams[row.team].lead if row.flag

leads_u1 if "u1" in leads

leads_u2 if "u2" in leads

known contains name if some name in {"a", "b"}

knows_a if "a" in known

knows_c if "c" in known

chosen := {"a", "b"} if row.flag

else := {"b", "c"} if row.price > 3

chosen_a if "a" in chosen

chosen_b if "b" in chosen

chosen_c if "c" in chosen

owners contains row.owner

owners_u1 if "u1" in owners

single := row.owner

single_u1 if "u1" in single

array := ["a", "b"]

array_a if "a" in array

tagged contains tag if {
	some tag in row.tags
	tag in {"a", "b"}
}

tagged_a if "a" in tagged

shown if row.price > 3

shown if row.flag

shows_cost if {
	shown
	not hides_cost
}

shows_name if {
	shown
	not hides_name
}

shows_always if {
	shown
	not hides_always
}

hides_cost_shows_name if {
	hides_cost
	not hides_name
}
