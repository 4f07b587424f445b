// Package portal asks the four portals for their releases: Find a Tender,
// Contracts Finder, Public Contracts Scotland and Sell2Wales. Client puts one
// question and tells what came, or what is wrong in words; Walker goes from
// question to question by the rules of package feed, one request at a time,
// stores what came before it notes that it has come, and can be killed anywhere.
//
// What a portal sends is copied to a file that is read by package ocds, so that
// half an answer is never taken for a whole one.
package portal
