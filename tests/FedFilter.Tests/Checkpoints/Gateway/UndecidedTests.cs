using System.Net;
using FedFilter.Checkpoints;
using FedFilter.Checkpoints.Gateway;
using FedFilter.Configuration;
using FedFilter.Policy;

namespace FedFilter.Tests.Checkpoints.Gateway;

/// <summary>The last look before the proxy, for the case that a request came there by another way than through authorization.</summary>
public sealed class UndecidedTests
{
    [Theory]
    [InlineData(nameof(RequestClass.Fetch), null, false)]
    [InlineData(nameof(RequestClass.Delivery), null, false)]
    [InlineData(nameof(RequestClass.Fetch), nameof(Outcome.Refuse), false)]
    [InlineData(nameof(RequestClass.Delivery), nameof(Outcome.Hold), false)]
    [InlineData(nameof(RequestClass.Delivery), nameof(Outcome.Allow), true)]
    [InlineData(nameof(RequestClass.Other), null, true)]
    [InlineData(nameof(RequestClass.Open), null, true)]
    public void what_must_be_decided_about_passes_only_when_it_was_let_pass(string requestClass, string? outcome, bool passes)
    {
        var request = new GatewayRequest
        {
            Origin = new OriginSettings { Host = "social.example", Scheme = "https", Aliases = [], Upstream = [], Paths = new Dictionary<string, IReadOnlyList<Uri>>() },
            Authority = "social.example",
            RawTarget = "/",
            Path = RequestPath.Of("/"),
            Class = Enum.Parse<RequestClass>(requestClass),
            Client = IPAddress.Loopback,
            ForwardedFor = "127.0.0.1",
            Verdict = outcome is null ? null : new Verdict("id", "friend.example", new Decision(Enum.Parse<Outcome>(outcome), null, null, [], Enforced: true, "")),
        };

        Assert.Equal(passes, request.MayPass);
    }
}
