# refused: concat is given something that depends on the row
package shapes.refused_sprintf_like

allow if concat("", ["a", input.resource.properties.name]) == "ab"
