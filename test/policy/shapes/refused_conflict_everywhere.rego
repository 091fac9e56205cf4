# refused: there may be two values at once for one row
package shapes.refused_conflict_everywhere

price(team) := data.prices.low if team

price(team) := data.prices.high if team

allow if price(input.resource.properties.team) == 1
