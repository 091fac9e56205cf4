# refused: startswith looks for a part that depends on the row
package shapes.join_starts_row

allow if startswith(input.resource.properties.name, data.teams[input.resource.properties.team].lead)
