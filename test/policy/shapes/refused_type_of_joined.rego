# refused: the type of a value that depends on the row is asked for
package shapes.refused_type_of_joined

allow if is_number(data.teams[input.resource.properties.team].size)
