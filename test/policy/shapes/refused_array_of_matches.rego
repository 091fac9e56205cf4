# refused: which items an array has depends on the row
package shapes.refused_array_of_matches

found := [name | some name, team in data.teams; team.lead == input.resource.properties.owner]

allow if count(found) > 0
