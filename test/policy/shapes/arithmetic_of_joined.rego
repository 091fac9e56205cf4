# refused: mul is given something that depends on the row
package shapes.arithmetic_of_joined

allow if data.teams[input.resource.properties.team].size * 2 > 6
