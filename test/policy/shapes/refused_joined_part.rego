# refused: startswith looks for a part that depends on the row
package shapes.refused_joined_part

allow if startswith(data.teams[input.resource.properties.team].lead, input.resource.properties.name)
