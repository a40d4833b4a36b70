using System.CommandLine;

namespace FedFilter.Commands;

/// <summary><c>lists</c>: the lists of servers that the policy names.</summary>
internal static class ListsCommand
{
    public static Command Create() => new("lists", "The lists of servers that the policy names.") { ListsAcceptCommand.Create() };
}
