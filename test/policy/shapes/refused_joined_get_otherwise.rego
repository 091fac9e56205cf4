# refused: object.get looks something up that depends on the row
package shapes.refused_joined_get_otherwise

allow if object.get(data.teams[input.resource.properties.team], "lead", "x") == "x"
