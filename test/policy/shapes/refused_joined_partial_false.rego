# refused: whether this is false or undefined depends on the type of a field
package shapes.refused_joined_partial_false

starts := startswith(data.teams[input.resource.properties.team].lead, "u1")

allow if starts == false
