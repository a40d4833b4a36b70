using System.Net;
using FedFilter.Configuration;
using FedFilter.Policy;
using FedFilter.Signatures;

namespace FedFilter.Checkpoints.Gateway;

/// <summary>The state of one request through the gateway, filled from left to right; the only thing its steps share.</summary>
internal sealed class GatewayRequest
{
    private bool? _isObjectPath;

    public required OriginSettings Origin { get; init; }

    /// <summary>The own name it was sent to, in canonical form, as signatures cover it.</summary>
    public required string Authority { get; init; }

    /// <summary>The request target as it was sent; what the origin gets.</summary>
    public required string RawTarget { get; init; }

    public required RequestPath Path { get; init; }

    /// <summary>What the origin routes by in the query.</summary>
    public RoutingQuery Query { get; init; } = RoutingQuery.None;

    public required RequestClass Class { get; set; }

    /// <summary>The policy's mode when the request arrived.</summary>
    public PolicyMode Mode { get; init; } = PolicyMode.Enforce;

    /// <summary>The nearest address that is not one of our own proxies.</summary>
    public required IPAddress Client { get; init; }

    /// <summary>Whether the origin's software serves documents at the path, or at one that the query routes to, in any of their readings.</summary>
    public bool IsObjectPath => _isObjectPath ??= FindsObject();

    /// <summary>What the origin is told in X-Forwarded-For: the chain that trusted proxies vouch for, and the connection's address.</summary>
    public required string ForwardedFor { get; init; }

    /// <summary>What admission made of it; null until then, and for traffic that is not decided about.</summary>
    public Verdict? Verdict { get; set; }

    /// <summary>Why it was turned away before the policy was asked.</summary>
    public Rejection? Rejection { get; set; }

    /// <summary>What it gets although it is refused content: it is a fetch of an actor or key.</summary>
    public IdentityAnswer? Identity { get; set; }

    /// <summary>
    /// Why its signature did not verify, where it goes on to the origin all the same: a Delete of an actor by itself whose key is gone and only the
    /// origin may still know, and in <c>mode: observe</c> whatever the origin would have received without FedFilter.
    /// </summary>
    public SignatureFault? Unverified { get; set; }

    /// <summary>Its signature allows it nothing; the origin receives it without.</summary>
    public bool DropsSignature { get; private set; }

    /// <summary>Whether somebody must have signed for it and the rules must let it pass.</summary>
    public bool IsDecidedAbout => Class is RequestClass.Fetch or RequestClass.Delivery;

    /// <summary>Whether it may go on to the origin.</summary>
    public bool MayPass => !IsDecidedAbout || Unverified is not null || Verdict is { Effective: Outcome.Allow };

    /// <summary>The request gets what an unsigned one gets; the answer is checked like any that nobody was allowed.</summary>
    /// <param name="requestClass"><see cref="RequestClass.Open"/> or <see cref="RequestClass.Other"/>.</param>
    public void TreatAsUnsigned(RequestClass requestClass) => (Class, Verdict, DropsSignature) = (requestClass, null, Mode == PolicyMode.Enforce);

    private bool FindsObject()
    {
        var objects = Origin.Software.Objects;
        return Path.CouldBe(IsObject) || Query.Paths.Any(path => HasSegments(path) || RequestPath.Of(path).CouldBe(IsObject));

        // A path of several segments, which a word that is searched for is not.
        static bool HasSegments(string path) => path.IndexOf('/', 1) > 0;

        bool IsObject(string reading)
        {
            foreach (var glob in objects)
                if (glob.Matches(reading))
                    return true;
            return false;
        }
    }

    public static GatewayRequest Of(HttpContext context) =>
        context.Features.Get<GatewayRequest>()
        ?? throw new InvalidOperationException("The request has not been through Intake: is it mapped on the gateway's branch?");
}
