# What a denial tells a person of rights that do not reach the resource: what each of them reaches, and where the resource
# belongs. Only texts are told, so that there is a message whatever a request or a record holds.
package authz

# Sets are sorted first: compiled, they have no order of their own.
rights_in_words := concat(", ", sort({words |
	some right in live_rights
	words := concat(" ", array.concat([giver(right.terms), "gives", input.action.name, reach(right.scope)], bound_to(right.terms)))
}))

giver(terms) := concat(" ", ["role", terms.role]) if is_string(terms.role)

else := "a grant"

reach("all") := "everywhere"

reach("organization") := within("organization", texts(organizations_of_user))

reach("team") := within("team", texts(user.teams))

reach("own") := "for one's own"

within(kind, ids) := concat(" ", ["within no", kind]) if count(ids) == 0

else := concat(" ", ["within", kind, concat(" or ", sort(ids))]) if count(ids) < 5

else := concat("", ["within several ", kind, "s"])

bound_to(terms) := ["in organization", terms.organization] if is_string(terms.organization)

else := []

resource_in_words := concat(" ", ["the", input.resource.type, "names no team, organization or owner"]) if {
	count(places_of_resource) == 0
} else := concat(" ", ["the", input.resource.type, "belongs to", concat(", ", sort(places_of_resource))]) if {
	count(places_of_resource) < 5
} else := concat(" ", ["the", input.resource.type, "belongs to several others"])

places_of_resource contains concat(" ", ["team", team]) if some team in texts(teams_of_resource)

places_of_resource contains concat(" ", ["organization", organization]) if {
	some organization in texts(organizations_of_resource)
}

places_of_resource contains concat(" ", ["owner", owner]) if some owner in texts({input.resource.properties.owner})

teams_of_resource contains input.resource.properties.team

teams_of_resource contains team if some team in input.resource.properties.teams

organizations_of_resource contains input.resource.properties.organization

organizations_of_resource contains organization if some organization in input.resource.properties.organizations

organizations_of_resource contains data.teams[team].organization if some team in teams_of_resource

texts(values) := {value | some value in values; is_string(value)}
