using System.Text.Json;

namespace FedFilter.Tests.Interop.Stories;

/// <summary>A server by other hands, with one user that can do what a user does in a day.</summary>
internal interface IDayServer : IPeer
{
    /// <summary>The user's id.</summary>
    string Actor { get; }

    /// <summary>Where it listens.</summary>
    int Port { get; }

    /// <summary>Of <c>block</c> and <c>delete direct</c>, what the software does not send.</summary>
    IReadOnlyCollection<string> Cannot { get; }

    /// <summary>
    /// Has the user do something: <c>follow</c>, <c>unfollow</c> or <c>block</c> an actor, <c>post</c> a text, <c>reply</c> to a post, <c>boost</c>,
    /// <c>like</c>, <c>edit</c> or <c>delete</c> one, or write <c>direct</c>ly to an actor. Returns the id of what was written.
    /// </summary>
    Task<string> DoAsync(string act, string about = "", string text = "");

    /// <summary>Waits for an activity: from whom, and about what where that is known.</summary>
    Task ReceivesAsync(string type, string from, string about = "");

    /// <summary>Fetches an actor by a signed request; null where it cannot be looked up.</summary>
    Task<FoundActor?> LookAsync(string actor);

    /// <summary>Fetches a post by a signed request; says why it could not, or null.</summary>
    Task<string?> ReadAsync(string post);

    /// <summary>Whether it has a copy of another server's post.</summary>
    Task<bool> HoldsAsync(string post);

    /// <summary>Whether this text reached it in any way: in a request, or in an answer to one of its own.</summary>
    Task<bool> SawAsync(string text);

    /// <summary>Loses the keys of an actor of another server.</summary>
    Task ForgetAsync(string actor);
}

/// <summary>What a server made of an actor's document.</summary>
internal sealed record FoundActor(string Id, string Inbox, string? User, string? Name)
{
    public static FoundActor From(JsonElement document) => new(
        document.GetProperty("id").GetString()!,
        document.GetProperty("inbox").GetString()!,
        Member(document, "preferredUsername"),
        Member(document, "name"));

    private static string? Member(JsonElement document, string name) => document.TryGetProperty(name, out var value) ? value.GetString() : null;
}
