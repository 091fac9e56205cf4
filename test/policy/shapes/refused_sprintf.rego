# refused: sprintf is given something that depends on the row
package shapes.refused_sprintf

allow if sprintf("%s", [input.resource.properties.owner]) == input.subject.id
