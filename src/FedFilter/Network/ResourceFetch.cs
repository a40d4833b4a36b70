using System.Net.Http.Headers;
using System.Text;

namespace FedFilter.Network;

/// <summary>What is asked for, and how much of it is taken.</summary>
/// <param name="Url">Where.</param>
/// <param name="Accept">The Accept header.</param>
internal sealed record ResourceRequest(Uri Url, string Accept)
{
    public required int MaxOctets { get; init; }

    /// <summary>For DNS, connections, all hops and the last octet of the body together.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxRedirects { get; init; } = 5;

    /// <summary>Whether it must come from the host that was asked.</summary>
    public bool SameHost { get; init; }

    /// <summary>What is known of it, so that only a changed one is sent again.</summary>
    public Validators? Known { get; init; }

    public string UserAgent { get; init; } = GuardedRequest.UserAgent;
}

/// <summary>What was known of a text when it was last fetched (RFC 9110, section 13).</summary>
internal sealed record Validators(string? ETag, DateTimeOffset? LastModified);

/// <summary>What came of asking: exactly one of the nested records.</summary>
internal abstract record ResourceFetch
{
    private ResourceFetch()
    {
    }

    /// <summary>Some octets, from the URL that gave them after redirects.</summary>
    public sealed record Fetched(Uri Url, byte[] Body, MediaTypeHeaderValue? Type, Validators Validators) : ResourceFetch
    {
        public string Text => field ??= Encoding.UTF8.GetString(Body);

        /// <summary>Lower case, without parameters; null if none is given.</summary>
        public string? MediaType => Type?.MediaType?.ToLowerInvariant();
    }

    /// <summary>It is still what it was.</summary>
    public sealed record Unchanged : ResourceFetch;

    /// <summary>None.</summary>
    public sealed record Failed(DocumentFault Fault, string Why, TimeSpan? RetryAfter = null) : ResourceFetch;
}
