# refused: there may be two values at once for one row
package shapes.refused_conflict_of_joined

kind := data.teams[input.resource.properties.team].size

kind := 3 if input.resource.properties.flag

allow if kind == 3
