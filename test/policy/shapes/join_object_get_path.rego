# refused: a collection is looked up by a value that depends on the row
package shapes.join_object_get_path

allow if object.get(data.teams, [input.resource.properties.team, "org"], "none") == "none"
