package shapes.comprehension_of_row

reasons := {name | some name, team in data.teams; team.lead == input.resource.properties.owner}

allow if count(reasons) > 0

allow if {
	count(reasons) == 0
	input.resource.properties.status == "open"
}
