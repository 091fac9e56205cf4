# refused: whether this is false or undefined depends on the type of a field
package shapes.refused_joined_null_partial_false

starts := startswith(data.teams[input.resource.properties.team].org, "n")

allow if starts == false
