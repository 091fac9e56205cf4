# refused: upper is given something that depends on the row
package shapes.lower_of_joined

allow if upper(data.teams[input.resource.properties.team].org) == "NORTH"
