using System.Collections.Concurrent;
using System.Collections.Immutable;
using FedFilter.Policy;

namespace FedFilter.Configuration;

/// <summary>Where a server software serves its actors, with their keys and boxes; made of <see cref="OriginSoftware.Actors"/>.</summary>
internal sealed class ActorPaths
{
    private static readonly string[] KeyDocuments = ["main-key", "publickey"]; // gotosocial: internal/uris; activitypub.bot: lib/routes

    private static readonly ConcurrentDictionary<string, ActorPaths> BySoftware = new(StringComparer.Ordinal);

    private readonly ImmutableArray<PathGlob> _documents;
    private readonly ImmutableArray<PathGlob> _inboxes;
    private readonly ImmutableArray<PathGlob> _outboxes;

    private ActorPaths(OriginSoftware software)
    {
        string[] actors = [.. software.Actors.Select(actor => actor.ToString())];
        _documents = [.. actors.Concat(actors.SelectMany(actor => KeyDocuments.Select(key => Below(actor, key)))).Select(PathGlob.Parse)];
        _inboxes = [.. actors.Select(actor => PathGlob.Parse(Below(actor, "inbox")))];
        _outboxes = [.. actors.Select(actor => PathGlob.Parse(Below(actor, "outbox")))];
    }

    public static ActorPaths Of(OriginSoftware software) => BySoftware.GetOrAdd(software.Name, static (_, software) => new ActorPaths(software), software);

    /// <summary>Whether a canonical path is one of an actor or of a key that has a document of its own.</summary>
    public bool IncludeDocument(string path) => Matches(_documents, path);

    /// <summary>Whether a canonical path is the inbox of one actor, not one that several share.</summary>
    public bool IncludeInbox(string path) => Matches(_inboxes, path);

    /// <summary>Whether a canonical path is the outbox of one actor.</summary>
    public bool IncludeOutbox(string path) => Matches(_outboxes, path);

    private static string Below(string actor, string name) => $"{actor.TrimEnd('/')}/{name}";

    private static bool Matches(ImmutableArray<PathGlob> globs, string path)
    {
        foreach (var glob in globs)
            if (glob.Matches(path))
                return true;
        return false;
    }
}
