# refused: regex.match is given something that depends on the row
package shapes.pattern_of_joined

allow if regex.match("^u[12]$", data.teams[input.resource.properties.team].lead)
